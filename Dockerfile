# armlint alone, static, as a user without rights:
#   docker build --tag armlint .
#   docker run --rm --volume "$PWD:/work:ro" armlint check
FROM rust:1.95.0-alpine AS build
# The image pins the release of Alpine, and that release what it has of this.
# hadolint ignore=DL3018
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
# The image's toolchain has the pinned version; nothing else is fetched.
RUN rm rust-toolchain.toml && cargo build --release --locked

# For jobs that need a shell: docker build --target debian --tag armlint:debian .
FROM debian:bookworm-slim AS debian
COPY --from=build /source/target/release/armlint /usr/local/bin/armlint
WORKDIR /work
ENTRYPOINT []
CMD ["armlint", "check"]

FROM scratch
COPY --from=build /source/target/release/armlint /armlint
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/armlint"]
CMD ["check"]
