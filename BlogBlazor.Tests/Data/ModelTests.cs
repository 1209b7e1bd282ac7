using BlogBlazor.Data;
using BlogBlazor.Data.PostgreSql;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.Data;

public sealed class ModelTests
{
    [Fact]
    public void Every_change_of_the_model_has_its_migration_for_SQLite()
    {
        using var gate = new WriteGate(writers: 1);
        using var db = new BlogDbContext(Anew(new DbContextOptionsBuilder<BlogDbContext>().UseSqlite("Data Source=:memory:")).Options, gate);
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public void Every_change_of_the_model_has_its_migration_for_PostgreSQL()
    {
        using var gate = new WriteGate(writers: 1);
        using var db = new PostgreSqlDbContext(Anew(new DbContextOptionsBuilder<PostgreSqlDbContext>().UseNpgsql("Host=localhost")).Options, gate);
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    /// <summary>A model is otherwise kept by the process, and a mutation run asks many versions of it in one.</summary>
    private static DbContextOptionsBuilder<T> Anew<T>(DbContextOptionsBuilder<T> options) where T : DbContext =>
        (DbContextOptionsBuilder<T>)options.EnableServiceProviderCaching(false);
}
