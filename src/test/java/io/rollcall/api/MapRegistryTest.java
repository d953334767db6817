package io.rollcall.api;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import java.util.Map;

/// The registry of other tests does what the real one does.
class MapRegistryTest extends RegistryContract {
    @Override
    protected Registry registry() {
        return new MapRegistry(Map.of(new ClusterId("f1"), new ProjectId("p1")));
    }

    @Override
    protected String definition(ClusterId id, ProjectId project) {
        return "{\"id\":\"%s\",\"project\":\"%s\",\"name\":\"x\"}".formatted(id, project);
    }
}
