FROM docker.io/library/node:26-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# What install scripts fetch (a Node to run the sources on machines with an older one) is here already.
RUN npm ci --ignore-scripts
COPY scripts/build.ts scripts/
COPY spec spec
COPY schemas schemas
COPY src src
# A checkout made under a strict umask must stay readable to whichever user runs the image.
RUN npm run build && chmod -R a+rX dist spec schemas

FROM docker.io/library/node:26-slim
LABEL io.airbyte.name="airbyte/source-justcall" \
      io.airbyte.version="0.1.0" \
      org.opencontainers.image.title="source-justcall" \
      org.opencontainers.image.description="Loads JustCall calls, messages and contacts into any warehouse." \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/source-justcall/source-justcall" \
      org.opencontainers.image.documentation="https://docs.airbyte.com/integrations/sources/justcall"
# Platforms start connectors as user 1000, which the base image calls `node`.
RUN groupmod --new-name airbyte node \
 && usermod --login airbyte --home /airbyte node \
 && rm -r /home/node \
 && install -d -o airbyte -g airbyte /airbyte
WORKDIR /airbyte
COPY --from=build --chown=airbyte:airbyte /build/spec spec
COPY --from=build --chown=airbyte:airbyte /build/schemas schemas
COPY --from=build --chown=airbyte:airbyte /build/dist/sbom.cdx.json sbom.cdx.json
# `.mjs` says that the file is a module, which otherwise a package.json beside it would have to.
COPY --from=build --chown=airbyte:airbyte /build/dist/source-justcall.js source-justcall.mjs
COPY --from=build --chown=airbyte:airbyte /build/dist/chunks chunks
# By number: Kubernetes cannot tell whether a name is root's, and refuses it where `runAsNonRoot` is set.
USER 1000:1000
# The same command twice: platforms on Kubernetes run the variable through `sh`, from a folder of their own. A small young
# generation, an old one that grows slowly because it is bounded, and one compilation at a time halve the memory of a read,
# for a fifth more time where no network makes it wait (docs/performance.md).
ENV AIRBYTE_ENTRYPOINT="/usr/local/bin/node --max-semi-space-size=4 --max-old-space-size=1024 --no-concurrent-recompilation /airbyte/source-justcall.mjs"
ENTRYPOINT ["/usr/local/bin/node", "--max-semi-space-size=4", "--max-old-space-size=1024", "--no-concurrent-recompilation", "/airbyte/source-justcall.mjs"]
