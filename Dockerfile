# docker build -t evenhand . && docker run --rm -p 8501:8501 -v evenhand:/data evenhand
# Where images are pinned by digest, give it: --build-arg BASE=python:3.11.14-slim-bookworm@sha256:...
ARG BASE=python:3.11.14-slim-bookworm

FROM ${BASE} AS build
WORKDIR /build
COPY requirements.txt requirements-build.txt ./
RUN python3 -m venv /opt/evenhand && /opt/evenhand/bin/python -m pip wheel --quiet --require-hashes -r requirements.txt -w /wheels
RUN /opt/evenhand/bin/python -m pip install --quiet --no-index --no-deps /wheels/*.whl
RUN python3 -m venv /opt/tools && /opt/tools/bin/python -m pip install --quiet --require-hashes -r requirements-build.txt
COPY . ./
RUN /opt/tools/bin/python -m pip wheel --quiet --no-deps --no-build-isolation . -w /own
RUN /opt/evenhand/bin/python -m pip install --quiet --no-index --no-deps /own/*.whl && /opt/evenhand/bin/python -m compileall -q /opt/evenhand/lib

FROM ${BASE}
RUN useradd --no-log-init --uid 1000 --create-home --home-dir /home/evenhand --shell /usr/sbin/nologin evenhand && install -d -o evenhand -m 700 /data
COPY --from=build /opt/evenhand /opt/evenhand
USER 1000
WORKDIR /home/evenhand
ENV PATH=/opt/evenhand/bin:$PATH PYTHONUNBUFFERED=1 HF_HUB_OFFLINE=1 EVENHAND_DATA=/data EVENHAND_ACCESS=open
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
CMD ["evenhand", "serve", "--host", "0.0.0.0", "--port", "8501"]
