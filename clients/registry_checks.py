"""
Airbyte's own checks of what goes into its registry. Runs in the environment `registry`, which cannot share one with
PyAirbyte, and prints one JSON object: check to `[outcome, message]`.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import redirect_stdout
from pathlib import Path

import yaml
from airbyte_ops_mcp.connector_ops.utils import Connector
from airbyte_ops_mcp.connector_qa.checks import ENABLED_CHECKS
from airbyte_ops_mcp.connector_qa.models import CheckCategory
from airbyte_ops_mcp.metadata_validator import PRE_UPLOAD_VALIDATORS, ValidatorOptions, validate_and_load
from airbyte_ops_mcp.registry.validate import ValidateOptions, validate_metadata

LEFT_OUT = {
    # They ask the network what was released before, and nothing was. All else in the second runs as "pre-upload".
    "CheckVersionIncrement",
    "ValidateMetadata",
    # It guesses the language from files, and knows Python, Java and manifests alone.
    "CheckConnectorLanguageTag",
    # It asks the network for each link.
    "CheckDocumentationLinks",
    # The connector is for an Airbyte of one's own.
    "CheckForAirbyteCloudSectionContent",
}


def lay_out(project: Path, repository: Path) -> Path:
    """Puts the connector where Airbyte's repository would hold it. The checks know no other place."""
    connector = repository / "airbyte-integrations/connectors/source-justcall"
    docs = repository / "docs/integrations/sources"
    connector.mkdir(parents=True)
    docs.mkdir(parents=True)
    ours = ["metadata.yaml", "icon.svg", "package.json", "Dockerfile", "acceptance-test-config.yml"]
    for name in ours:
        shutil.copy(project / name, connector)
    for name in ["src", "schemas", "integration_tests"]:
        # The checks pass over the folders of tests of other languages; here, tests stand beside what they test.
        shutil.copytree(project / name, connector / name, ignore=shutil.ignore_patterns("*.test.ts"))
    # The checks look for the specification only where a connector in Python has it.
    (connector / "source_justcall").mkdir()
    shutil.copy(project / "spec/spec.json", connector / "source_justcall/spec.json")
    shutil.copy(project / "docs/justcall.md", docs)
    return connector


def run_all(project: Path, repository: Path) -> dict[str, tuple[str, str]]:
    metadata_file = lay_out(project, repository).relative_to(repository) / "metadata.yaml"
    os.chdir(repository)
    outcomes: dict[str, tuple[str, str]] = {}

    docs = "docs/integrations/sources/justcall.md"
    options = ValidatorOptions(docs_path=docs, disable_dockerhub_checks=True)
    for validator in PRE_UPLOAD_VALIDATORS:
        _, error = validate_and_load(metadata_file, [validator], options)
        outcomes[f"pre-upload: {validator.__name__}"] = ("failed", str(error)) if error else ("passed", "")
    result = validate_metadata(yaml.safe_load(metadata_file.read_text())["data"], ValidateOptions(docs_path=docs))
    outcomes["publish: validate_metadata"] = ("passed" if result.passed else "failed", "; ".join(result.errors))

    connector = Connector("source-justcall")
    for check in ENABLED_CHECKS:
        name = type(check).__name__
        if name in LEFT_OUT:
            continue
        # `run` would first refuse a language that it does not know, so what it does next is done here.
        # What is asked of a page is asked of those in Python alone, but a reader expects it of every page.
        wanted = len(check.applies_to_connector_languages) >= 4 or check.category == CheckCategory.DOCUMENTATION
        wanted = wanted and connector.connector_type in check.applies_to_connector_types
        levels = check.applies_to_connector_support_levels
        if not wanted or (levels and connector.support_level not in levels):
            continue
        outcome = check._run(connector)
        outcomes[f"qa: {name}"] = (outcome.status.name.lower(), outcome.message)
    return outcomes


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):
        found = run_all(Path(sys.argv[1]), Path(sys.argv[2]))
    print(json.dumps(found))
