using System.Text.RegularExpressions;
using BlogBlazor.Accounts;

namespace BlogBlazor.Moving;

/// <summary>Where things are in the folder of a static site.</summary>
internal sealed partial class SiteFolder
{
    public const string AuthorsFile = "data/authors.yaml";

    private readonly string _root;
    private readonly string _content;
    private readonly FrontMatter _settings;
    private readonly FrontMatter _authors;
    private readonly ILookup<string, string> _byName;

    public SiteFolder(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _root = Path.GetFileName(folder) is "content" or "_posts" ? Path.GetDirectoryName(folder)! : folder;
        IsJekyll = Directory.Exists(Path.Combine(_root, "_posts")) || Directory.Exists(Path.Combine(_root, "_drafts"));
        var content = Path.Combine(_root, "content");
        _content = !IsJekyll && Directory.Exists(content) ? content : folder;
        if (folder.StartsWith(_content + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            _content = folder;
        }

        Files = [.. Directory.EnumerateFiles(IsJekyll ? _root : _content, "*", SearchOption.AllDirectories).Where(IsPost).Order(StringComparer.Ordinal)];
        _byName = Files.ToLookup(OwnNameOf, StringComparer.OrdinalIgnoreCase);
        _settings = ReadFirst("_config.yml", "_config.yaml", "hugo.toml", "hugo.yaml", "hugo.yml", "config.toml", "config.yaml", "config.yml", "config/_default/hugo.toml", "config/_default/config.toml");
        _authors = ReadFirst(AuthorsFile);
    }

    public bool IsJekyll { get; }

    /// <summary>Of the posts, by path.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>A file without it is some other text in the folder, such as a README.</summary>
    public bool NeedsFrontMatter => IsJekyll || _content != _root;

    [GeneratedRegex(@":(?<what>[a-z_]+)")]
    private static partial Regex Placeholder { get; }

    public string NameOf(string file) => Path.GetRelativePath(_root, file).Replace('\\', '/');

    /// <summary>Of a bundle, "a-post/index.md", that of its folder.</summary>
    public string OwnNameOf(string file) => Path.GetFileNameWithoutExtension(file) is "index" && Path.GetDirectoryName(file) != _content
        ? Path.GetFileName(Path.GetDirectoryName(file))!
        : Path.GetFileNameWithoutExtension(file);

    public bool IsDraft(string file) => IsJekyll && NameOf(file).Split('/').Contains("_drafts");

    public SourceAuthor AuthorOf(string name) => Handle.IsValid(name)
        ? new SourceAuthor(name, _authors.Word($"{name}.name") ?? name)
        : new SourceAuthor(Handle.FromEmail(name.Split('<')[0].Trim()), name);

    /// <summary>"site.title", say, from the site's settings.</summary>
    public string? SettingOf(string name) => name.StartsWith("site.", StringComparison.Ordinal) ? _settings.Word(name["site.".Length..]) : null;

    /// <summary>Where it stood on its site, as far as the site's settings tell.</summary>
    public string? AddressOf(string file, FrontMatter head, DateTime? date, string name)
    {
        var folder = Path.GetDirectoryName(Path.GetRelativePath(_content, file))!.Replace('\\', '/');
        if (Path.GetFileNameWithoutExtension(file) is "index")
        {
            folder = Path.GetDirectoryName(folder)?.Replace('\\', '/') ?? "";
        }

        var section = folder.Split('/')[0];
        var pattern = IsJekyll
            ? _settings.Word("permalink") switch
            {
                null or "date" or "pretty" => "/:categories/:year/:month/:day/:title",
                "none" => "/:categories/:title",
                var own => own,
            }
            : _settings.Word($"permalinks.{section}", $"permalinks.page.{section}") ?? $"/{folder}/:slug";
        var known = true;
        var address = Placeholder.Replace(pattern, match => match.Groups["what"].Value switch
        {
            "year" when date is { } d => $"{d:yyyy}",
            "month" when date is { } d => $"{d:MM}",
            "day" when date is { } d => $"{d:dd}",
            "title" or "slug" or "filename" or "slugorfilename" or "contentbasename" or "slugorcontentbasename" => head.Word("slug") ?? name,
            "section" => section,
            "sections" => folder,
            "categories" => string.Join('/', head.List("categories").Concat(head.List("category"))).ToLowerInvariant(),
            "output_ext" => "",
            _ => Unknown(),
        });
        return known ? address.Replace("//", "/", StringComparison.Ordinal).Replace("//", "/", StringComparison.Ordinal) : null;

        string Unknown()
        {
            known = false;
            return "";
        }
    }

    /// <summary>The post that a link from another means: by its path, or by its name alone.</summary>
    public string? FindPost(string from, string target)
    {
        var path = target.Split('#', '?')[0];
        if (path.Length == 0 || path.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        string[] ends = Path.GetExtension(path) is ".md" or ".markdown" ? [""] : IsJekyll ? [".md", ".markdown", ".html"] : [".md", "/index.md"];
        foreach (var file in Places(from, path).SelectMany(place => ends.Select(end => place + end)))
        {
            if (Path.GetFullPath(file) is var full && _byName[OwnNameOf(full)].Contains(full))
            {
                return full;
            }
        }

        // Only a text that is meant for it, not every address whose end is somebody's name.
        return path.Contains('/', StringComparison.Ordinal) ? null : _byName[Path.GetFileNameWithoutExtension(path)].FirstOrDefault();
    }

    /// <summary>Within the site's folder alone.</summary>
    public string? FindFile(string from, string address)
    {
        var path = address;
        foreach (var site in new[] { _settings.Word("baseURL"), _settings.Word("url") }.OfType<string>())
        {
            if (site.Length > 8 && path.StartsWith(site, StringComparison.OrdinalIgnoreCase))
            {
                path = "/" + path[site.Length..].TrimStart('/');
            }
        }

        path = Uri.UnescapeDataString(path.Split('#', '?')[0]);
        return path.Length == 0 || path.Contains("://", StringComparison.Ordinal) || path.StartsWith("//", StringComparison.Ordinal) || path.Contains('\0', StringComparison.Ordinal)
            ? null
            : Places(from, path).Select(Path.GetFullPath).FirstOrDefault(file =>
                file.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file) && !IsPost(file));
    }

    public async Task<byte[]?> ReadImageAsync(string from, string address, CancellationToken cancellationToken) =>
        FindFile(from, address) is { } file ? await ImageFile.ReadAsync(file, cancellationToken) : null;

    private IEnumerable<string> Places(string from, string path)
    {
        if (!path.StartsWith('/'))
        {
            yield return Path.Combine(Path.GetDirectoryName(from)!, path);
        }

        var below = path.TrimStart('/');
        foreach (var folder in new[] { "static", "assets", "public", "", "_posts", "content" })
        {
            yield return Path.Combine(_root, folder, below);
        }

        yield return Path.Combine(_content, below);
    }

    private bool IsPost(string file)
    {
        var folders = Path.GetRelativePath(_root, Path.GetDirectoryName(file)!).Split('/', '\\');
        if (folders.Any(folder => folder is "node_modules" or "themes" or "archetypes" or "vendor" or "_site" || folder is ['.', not '.', ..]))
        {
            return false;
        }

        var isText = Path.GetExtension(file) is ".md" or ".markdown";
        return IsJekyll
            ? (isText || Path.GetExtension(file) is ".html") && (folders.Contains("_posts") || folders.Contains("_drafts"))
            : isText;
    }

    private FrontMatter ReadFirst(params string[] names)
    {
        var name = names.Select(name => Path.Combine(_root, name)).FirstOrDefault(File.Exists);
        try
        {
            var fence = name?.EndsWith(".toml", StringComparison.Ordinal) == true ? "+++" : "---";
            return FrontMatter.Read(name is null ? "" : $"{fence}\n{File.ReadAllText(name)}\n{fence}\n");
        }
        catch (FormatException)
        {
            return FrontMatter.Read(""); // Then old addresses are not known.
        }
    }
}
