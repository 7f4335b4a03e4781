# The provider: `docker build -t provider-sluice .`
# The image is also the Crossplane package, by /package.yaml in it. One cache of compiled classes is made per processor
# architecture, so build each on (or emulating) its own: `docker buildx build --platform linux/amd64,linux/arm64 .`

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/maven mvn -q -B -Dmaven.repo.local=/maven -DskipTests -pl provider/controller -am package
RUN package/package-yaml.sh > /package.yaml

# In /app from the start: the class path is part of the cache.
FROM eclipse-temurin:25-jdk AS runtime
COPY --from=build /source/package/runtime-image.sh /source/package/
COPY --from=build /source/provider/controller/target/dist/lib /source/provider/controller/target/dist/lib
RUN /source/package/runtime-image.sh /app

# Only the C library beside the Java runtime: no shell, no package manager.
FROM gcr.io/distroless/base-nossl-debian12 AS provider
COPY --from=runtime /app /app
COPY --from=build --chmod=0644 /package.yaml /package.yaml
USER 2000:2000
EXPOSE 8080 8081
ENTRYPOINT ["/app/jre/bin/java", "@/app/java.args"]
