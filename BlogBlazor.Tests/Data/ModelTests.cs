using BlogBlazor.Data;
using BlogBlazor.Data.PostgreSql;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.Data;

/// <summary>Each makes its model anew: a process otherwise keeps it, and a mutation run asks for many versions of it in one.</summary>
public sealed class ModelTests
{
    [Fact]
    public void Every_change_of_the_model_has_its_migration_for_SQLite()
    {
        using var gate = new WriteGate(writers: 1);
        using var db = new BlogDbContext(
            new DbContextOptionsBuilder<BlogDbContext>().UseSqlite("Data Source=:memory:").EnableServiceProviderCaching(false).Options, gate);
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public void Every_change_of_the_model_has_its_migration_for_PostgreSQL()
    {
        using var gate = new WriteGate(writers: 1);
        using var db = new PostgreSqlDbContext(
            new DbContextOptionsBuilder<PostgreSqlDbContext>().UseNpgsql("Host=localhost").EnableServiceProviderCaching(false).Options, gate);
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }
}
