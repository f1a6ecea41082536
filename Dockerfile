# The exit server as an image: docker build -t porthole-exit:0.1.0 .
# How to run it: porthole-exit generate compose, or k8s; docs/exit-server.md.

# Makes the single file that also runs on servers without Docker.
FROM node:24-bookworm AS build
WORKDIR /porthole
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json vite.config.ts ./
COPY scripts scripts
COPY shared shared
COPY exit exit
RUN npm run pack:exit -- --output /out/porthole-exit && mkdir /out/data

# The C++ library that Node needs, certificate authorities, and nothing else: no shell, no package manager.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /out/porthole-exit /usr/local/bin/porthole-exit
# A new volume takes the owner of the folder that it covers.
COPY --from=build --chown=nonroot:nonroot /out/data /data
ENV PORTHOLE_EXIT_DATA_DIR=/data
USER nonroot
VOLUME /data
# Control plane; HTTP and HTTPS visitors; TCP tunnels.
EXPOSE 8123 8080 8443 10000-10009
# Exec form: the program is process 1 and handles SIGTERM itself.
ENTRYPOINT ["/usr/local/bin/porthole-exit"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 \
  CMD ["/usr/local/bin/porthole-exit", "health"]
