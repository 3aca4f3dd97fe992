# One image for every process of the platform; the command says which (see docker-compose.yml).
FROM python:3.12-slim

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

WORKDIR /app
COPY pyproject.toml requirements-dev.txt README.md LICENSE ./
COPY gateway gateway
COPY adapters adapters
COPY schemas schemas
COPY mock_registries mock_registries
COPY ndxp ndxp
# requirements-dev.txt only fixes the versions here: nothing in it is installed but what we need.
RUN pip install --constraint requirements-dev.txt . \
    && useradd --system --uid 10001 --home-dir /state ndxp \
    && install --directory --owner=ndxp --group=ndxp --mode=0700 /state

USER ndxp
WORKDIR /state
ENV NDXP_STATE=/state
VOLUME /state
EXPOSE 8080
ENTRYPOINT ["ndxp"]
CMD ["--help"]
