package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Removes what a block left behind, also one that failed, while no provider runs. */
record Leftovers(Servers servers) {
  Leftovers {
    requireNonNull(servers, "servers is null");
  }

  void remove(String namespace, List<Kind> kinds) {
    for (Kind kind : kinds) {
      for (JsonNode item : servers.api().get(Api.collection(namespace, kind.plural())).path("items")) {
        String path = Api.path(namespace, kind, item.at("/metadata/name").asText());
        servers.api().release(path);
        servers.api().delete(path);
      }
    }
    // Garbage collection, by a controller that doesn't run here, does this in a cluster once the owners are gone.
    servers.api().delete(Api.collection(namespace, "providerconfigusages"));
    servers.api().delete("/api/v1/namespaces/" + namespace + "/events");
    String config = Api.collection(namespace, "providerconfigs") + "/default";
    servers.api().release(config);
    servers.api().delete(config);
  }
}
