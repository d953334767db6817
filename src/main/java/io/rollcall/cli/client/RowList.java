package io.rollcall.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.wire.ChangeJson;
import io.rollcall.wire.ChangeListJson;
import io.rollcall.wire.ClusterListJson;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.OperationListJson;
import io.rollcall.wire.PageJson;
import io.rollcall.wire.ResultJson;
import io.rollcall.wire.ResultListJson;
import io.rollcall.wire.UserJson;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// A list that comes in pages.
///
/// @param name of the list within a page
/// @param page what a page is read as
public record RowList<R>(String name, Class<? extends PageJson<R>> page) {
    public static final RowList<OperationJson> OPERATIONS = new RowList<>("operations", OperationListJson.class);

    /// The clusters that the caller may see.
    public static final RowList<ClusterListJson.Row> CLUSTERS = new RowList<>("clusters", ClusterListJson.class);

    /// What would change in the clusters that the caller may see.
    public static final RowList<ChangeListJson.Difference> DIFFERENCES =
            new RowList<>("differences", ChangeListJson.Differences.class);

    /// The users of the IAM as a cluster sees them.
    public static final RowList<UserJson.Row> USERS = new RowList<>("users", UserJson.Listing.class);

    /// One user in each cluster.
    public static final RowList<UserJson.InCluster> USER = new RowList<>("clusters", UserJson.class);

    /// The plan of an operation.
    public static final RowList<ChangeJson> CHANGES = new RowList<>("changes", ChangeListJson.class);

    /// The results of an operation.
    public static final RowList<ResultJson> RESULTS = new RowList<>("results", ResultListJson.class);

    /// The rows of a page, each with what was sent of it.
    List<Received<R>> of(Received<? extends PageJson<R>> page) {
        List<Received<R>> rows = new ArrayList<>();
        Iterator<JsonNode> sent = page.sent().required(name).iterator();
        page.body().rows().forEach(row -> rows.add(new Received<>(sent.next(), row)));
        return rows;
    }
}
