# The provider: `docker build -t provider-sluice .`
# The composition function: `docker build --target function -t function-sluice .`
# Each image is also the Crossplane package, by /package.yaml in it. One cache of compiled classes is made per processor
# architecture, so build each on (or emulating) its own: `docker buildx build --platform linux/amd64,linux/arm64 .`

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/maven mvn -q -B -Dmaven.repo.local=/maven -DskipTests -pl provider/controller,provider/function -am package
RUN package/package-yaml.sh provider > /provider.yaml && package/package-yaml.sh function > /function.yaml

# In /app from the start: the class path is part of the cache.
FROM eclipse-temurin:25-jdk AS function-runtime
COPY --from=build /source/package/runtime-image.sh /source/package/
COPY --from=build /source/provider/function/target/dist/lib /source/provider/function/target/dist/lib
RUN /source/package/runtime-image.sh /app /source/provider/function/target/dist/lib dev.sluice.function.Main

FROM eclipse-temurin:25-jdk AS provider-runtime
COPY --from=build /source/package/runtime-image.sh /source/package/
COPY --from=build /source/provider/controller/target/dist/lib /source/provider/controller/target/dist/lib
RUN /source/package/runtime-image.sh /app

# Only the C library beside the Java runtime: no shell, no package manager.
FROM gcr.io/distroless/base-nossl-debian12 AS function
COPY --from=function-runtime /app /app
COPY --from=build --chmod=0644 /function.yaml /package.yaml
USER 2000:2000
EXPOSE 9443
ENTRYPOINT ["/app/jre/bin/java", "@/app/java.args"]

# The last one, which is what is built where no target is named.
FROM gcr.io/distroless/base-nossl-debian12 AS provider
COPY --from=provider-runtime /app /app
COPY --from=build --chmod=0644 /provider.yaml /package.yaml
USER 2000:2000
EXPOSE 8080 8081
ENTRYPOINT ["/app/jre/bin/java", "@/app/java.args"]
