using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Localization;
using BlogBlazor.Signals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Settings;

/// <summary>
/// The site's settings, in memory since every page shows them. Another instance hears of a change by a signal; one that
/// is lost is made up for when the backplane comes back.
/// </summary>
public sealed partial class CurrentSite
{
    private const string Group = "settings";

    private readonly IDbContextFactory<BlogDbContext> _databases;
    private readonly SignalGroups _groups;
    private readonly ILogger<CurrentSite> _logger;

    private volatile SiteSettings _settings = SiteSettings.Default;

    public CurrentSite(IDbContextFactory<BlogDbContext> databases, SignalGroups groups, ILogger<CurrentSite> logger)
    {
        (_databases, _groups, _logger) = (databases, groups, logger);
        groups.Join<Changed>(Group, _ => Reload());
        groups.MayHaveMissed += group =>
        {
            if (group is null or Group)
            {
                Reload();
            }
        };
    }

    private sealed record Changed;

    public SiteSettings Settings => _settings;

    public string Name => _settings.Name;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        _settings = await db.SiteSettings.AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? SiteSettings.Default;
    }

    /// <exception cref="InvalidInputException">With a message for each field that cannot be taken.</exception>
    public async Task SaveAsync(SiteSettings settings, IStringLocalizer<Texts> texts, CancellationToken cancellationToken)
    {
        var wanted = settings with { Name = settings.Name.Trim(), Tagline = settings.Tagline.Trim() };
        InvalidInputException.ThrowIfAny(
            ("name", UserText.Problem(wanted.Name, SiteSettings.MaxNameLength, texts)),
            ("tagline", wanted.Tagline.Length == 0 ? null : UserText.Problem(wanted.Tagline, SiteSettings.MaxTaglineLength, texts)),
            ("language", LocalizationExtensions.Languages.Contains(wanted.Language) ? null : texts["Please choose one of these."].Value));
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.LockAsync(Group, cancellationToken);
        db.Entry(wanted).State = await db.SiteSettings.AnyAsync(cancellationToken) ? EntityState.Modified : EntityState.Added;
        write.AfterCommit(() =>
        {
            _settings = wanted;
            _groups.Send(Group, new Changed());
            _groups.Send(ContentChanged.Group, new ContentChanged());
        });
        await write.CommitAsync(cancellationToken);
    }

    private void Reload() => _ = ReloadAsync();

    private async Task ReloadAsync()
    {
        try
        {
            await LoadAsync(CancellationToken.None);
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            LogStale(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The site's settings could not be read; those read before stay.")]
    private partial void LogStale(Exception exception);
}
