# A server in one small image. Data and key live on the volume; keep a copy of the key somewhere else.
#   docker build -t lytt . && docker run -p 8080:8080 -v lytt:/data -e LYTT_BASE_URL=https://… lytt

FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked && mkdir /empty

FROM debian:bookworm-slim
COPY --from=build /src/target/release/lytt /usr/local/bin/lytt
# The folder belongs to the user that runs: a new volume takes its owner from here.
COPY --from=build --chown=65532:65532 /empty /data
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV LYTT_DATABASE=/data/lytt.db LYTT_KEY_FILE=/data/lytt.key LYTT_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["lytt", "healthcheck"]
ENTRYPOINT ["lytt"]
CMD ["serve"]
