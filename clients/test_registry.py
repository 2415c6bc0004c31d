"""What Airbyte asks of a connector that goes into its registry: the metadata's schema and the checks before an upload."""

from __future__ import annotations

import json
import os
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest
import yaml
from airbyte_connector_models.metadata.v0.connector_metadata_definition_v0 import ConnectorMetadataDefinitionV0
from sandbox import PROJECT

METADATA: dict[str, Any] = yaml.safe_load((PROJECT / "metadata.yaml").read_text())

CHECKS = [
    "pre-upload: validate_all_tags_are_keyvalue_pairs",
    "pre-upload: validate_at_least_one_language_tag",
    "pre-upload: validate_major_version_bump_has_breaking_change_entry",
    "pre-upload: validate_docs_path_exists",
    "pre-upload: validate_metadata_base_images_in_dockerhub",
    "pre-upload: validate_pypi_only_for_python",
    "pre-upload: validate_docker_image_tag_is_not_decremented",
    "pre-upload: validate_version_and_progressive_rollout_configuration",
    "publish: validate_metadata",
    "qa: CheckMigrationGuide",
    "qa: CheckDocumentationExists",
    "qa: CheckDocumentationHeadersOrder",
    "qa: CheckPrerequisitesSectionDescribesRequiredFieldsFromSpec",
    "qa: CheckSourceSectionContent",
    "qa: CheckForAirbyteOpenSectionContent",
    "qa: CheckSupportedSyncModesSectionContent",
    "qa: CheckTutorialsSectionContent",
    "qa: CheckIpAllowListSectionContent",
    "qa: CheckChangelogSectionContent",
    "qa: CheckChangelogEntry",
    "qa: ValidateBreakingChangesDeadlines",
    "qa: ValidateBreakingChangesDeadlineAction",
    "qa: CheckConnectorLicense",
    "qa: CheckVersionFollowsSemver",
    "qa: CheckConnectorIconIsAvailable",
    "qa: CheckConnectorUsesHTTPSOnly",
]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    command = [os.environ["REGISTRY_PYTHON"], "registry_checks.py", PROJECT, tmp_path_factory.mktemp("airbyte")]
    done = subprocess.run(command, cwd=Path(__file__).parent, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def test_the_metadata_fits_its_json_schema():
    schema = files("airbyte_connector_models.metadata.v0") / "ConnectorMetadataDefinitionV0.json"
    jsonschema.Draft7Validator(json.loads(schema.read_text())).validate(METADATA)


def test_the_metadata_fits_its_model():
    data = ConnectorMetadataDefinitionV0.model_validate(METADATA).data
    assert UUID(str(data.definition_id)).version == 4
    assert data.connector_subtype.value == "api"


@pytest.mark.parametrize("check", CHECKS)
def test_airbyte_s_check_passes(check: str, outcomes: dict[str, tuple[str, str]]):
    outcome, message = outcomes[check]
    assert outcome == "passed", message


def test_no_check_of_airbyte_s_was_forgotten(outcomes: dict[str, tuple[str, str]]):
    assert sorted(outcomes) == sorted(CHECKS)
