using BlogBlazor.Data;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// An empty database, migrated once per run: to migrate one of its own takes a test longer than everything else that starts
/// the application. It has no epoch yet, so each copy gets another.
/// </summary>
internal static class MigratedDatabase
{
    private static readonly Lazy<byte[]> Template = new(Migrate);

    public static void CopyTo(string path) => File.WriteAllBytes(path, Template.Value);

    private static byte[] Migrate()
    {
        var folder = Directory.CreateTempSubdirectory("blogblazor-");
        try
        {
            var path = Path.Combine(folder.FullName, "blog.db");
            using var gate = new WriteGate(writers: 1);
            using (var db = new BlogDbContext(
                new DbContextOptionsBuilder<BlogDbContext>().UseSqlite($"Data Source={path};Pooling=False").Options, gate))
            {
                db.Database.Migrate();
            }

            return File.ReadAllBytes(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
