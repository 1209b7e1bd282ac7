using BlogBlazor.Data;
using BlogBlazor.Data.Sqlite;

namespace BlogBlazor.Media;

public static class MediaExtensions
{
    public const string FolderKey = "Media:Folder";

    /// <exception cref="StartupException">A key is missing.</exception>
    public static void AddMedia(this IHostApplicationBuilder builder)
    {
        IMediaStore store = builder.Configuration.GetSection(S3MediaStore.SectionName).Exists()
            ? new S3MediaStore(builder.Configuration)
            : new LocalMediaStore(FolderOf(builder));
        builder.Services.AddSingleton(_ => store); // By a function, so that it is disposed.
        builder.Services.AddSingleton<MediaService>();
        builder.Services.AddHostedService<MediaSweep>();
    }

    public static void MapMedia(this IEndpointRouteBuilder routes) => routes.MapMediaApi();

    /// <summary>Beside the database where that is a file: whoever keeps the one keeps the other.</summary>
    private static string FolderOf(IHostApplicationBuilder builder)
    {
        var root = builder.Environment.ContentRootPath;
        return Path.GetFullPath(
            builder.Configuration[FolderKey] ?? "media",
            builder.Configuration.NamesPostgreSql() || builder.Configuration[FolderKey] is not null
                ? root
                : Path.GetDirectoryName(SqliteDatabase.Connection(builder.Configuration, root).DataSource)!);
    }
}
