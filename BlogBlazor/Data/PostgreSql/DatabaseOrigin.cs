using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data.PostgreSql;

/// <summary>
/// Where the database lives: the server's own identifier, its timeline (another after a recovery to a point in time), the
/// number of the database and of the table (another after a dump is loaded). A restored copy differs in one of them.
/// </summary>
internal sealed class DatabaseOrigin : IRestoreDetection
{
    public async Task<bool> IsRestoredAsync(BlogDbContext db, CancellationToken cancellationToken)
    {
        var remembered = await db.Identities.Select(identity => identity.Origin).SingleOrDefaultAsync(cancellationToken);
        return remembered is not null && remembered != await OfAsync(db, cancellationToken);
    }

    public async Task RememberAsync(BlogDbContext db, CancellationToken cancellationToken)
    {
        var origin = await OfAsync(db, cancellationToken);
        await db.Identities.ExecuteUpdateAsync(set => set.SetProperty(identity => identity.Origin, origin), cancellationToken);
    }

    private static Task<string> OfAsync(BlogDbContext db, CancellationToken cancellationToken) => db.Database.SqlQuery<string>(
        $"""
        SELECT concat_ws('-', s.system_identifier, c.timeline_id, d.oid, '"Notifications"'::regclass::oid) AS "Value"
        FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d WHERE d.datname = current_database()
        """).SingleAsync(cancellationToken);
}
