using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data.PostgreSql;

/// <summary>The same model; a type of its own, because EF Core tells two sets of migrations apart by the context's type.</summary>
public sealed class PostgreSqlDbContext(DbContextOptions<PostgreSqlDbContext> options, WriteGate gate) : BlogDbContext(options, gate)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // Compared and sorted by code point, as in SQLite, whatever the server's locale: ranges of subjects rely on it, and
        // an index answers the beginning of a text only so.
        configurationBuilder.Properties<string>().UseCollation("C");
    }
}
