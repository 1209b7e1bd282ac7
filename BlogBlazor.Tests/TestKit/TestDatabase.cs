namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// A database for one test: a SQLite file, or, where TEST_DATABASE is PostgreSQL, one on <see cref="PostgreSqlServer.OfThisRun"/>.
/// A test that is about one of the two, or about neither, says so by <c>[Trait("Database", "Own")]</c> and runs once.
/// </summary>
public sealed class TestDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");
    private readonly string? _name;

    public TestDatabase()
    {
        if (Environment.GetEnvironmentVariable("TEST_DATABASE") == "PostgreSQL")
        {
            _name = PostgreSqlServer.OfThisRun.CreateDatabase();
            Settings =
            [
                ("Database:Provider", "PostgreSQL"),
                ("ConnectionStrings:Blog", PostgreSqlServer.OfThisRun.ConnectionString(_name)),
                ("Media:Folder", _folder.FullName),
            ];
        }
        else
        {
            MigratedDatabase.CopyTo(SqliteFile);
            Settings = [("ConnectionStrings:Blog", $"Data Source={SqliteFile};Pooling=False")];
        }
    }

    /// <summary>Configuration keys that lead to it.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; }

    public string SqliteFile => Path.Combine(_folder.FullName, "blog.db");

    /// <summary>Beyond repair, as by a broken disk or a wrong command.</summary>
    public void Ruin()
    {
        foreach (var file in _folder.GetFiles())
        {
            File.WriteAllText(file.FullName, "This is no database.");
        }

        if (_name is not null)
        {
            // Unlike dropping it waits for no lock of a table, which others may hold and take in another order.
            PostgreSqlServer.OfThisRun.Execute(_name, "ALTER SCHEMA public RENAME TO ruined");
        }
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        if (_name is not null)
        {
            PostgreSqlServer.OfThisRun.DropDatabase(_name);
        }
    }
}
