using BlogBlazor.Accounts;
using BlogBlazor.Accounts.AccessTokens;
using BlogBlazor.Comments;
using BlogBlazor.Idempotency;
using BlogBlazor.Media;
using BlogBlazor.Moderation;
using BlogBlazor.Moving;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.FanOut;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Notifications.Push;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Notifications.Webhooks.Incoming;
using BlogBlazor.Posts;
using BlogBlazor.Posts.Editing;
using BlogBlazor.Posts.Revisions;
using BlogBlazor.Reactions;
using BlogBlazor.Settings;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace BlogBlazor.Data;

public class BlogDbContext : IdentityUserContext<BlogUser>, IDataProtectionKeyContext
{
    private readonly WriteGate _gate;

    public BlogDbContext(DbContextOptions<BlogDbContext> options, WriteGate gate)
        : this((DbContextOptions)options, gate)
    {
    }

    protected BlogDbContext(DbContextOptions options, WriteGate gate)
        : base(options) => _gate = gate;

    public DbSet<EndedSession> EndedSessions => Set<EndedSession>();
    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();
    public DbSet<Post> Posts => Set<Post>();
    public DbSet<OldSlug> OldSlugs => Set<OldSlug>();
    public DbSet<WorkingCopy> WorkingCopies => Set<WorkingCopy>();
    public DbSet<Revision> Revisions => Set<Revision>();
    public DbSet<Tag> Tags => Set<Tag>();
    public DbSet<PostTag> PostTags => Set<PostTag>();
    public DbSet<Comment> Comments => Set<Comment>();
    public IQueryable<Comment> VisibleComments => Comments.Where(c => c.DeletedAt == null && c.State == CommentState.Visible);
    public DbSet<CommentDraft> CommentDrafts => Set<CommentDraft>();
    public DbSet<Reaction> Reactions => Set<Reaction>();
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<UserBlock> UserBlocks => Set<UserBlock>();
    public DbSet<ModerationSettings> ModerationSettings => Set<ModerationSettings>();
    public DbSet<Upload> Uploads => Set<Upload>();
    public DbSet<ImportedPost> ImportedPosts => Set<ImportedPost>();
    public DbSet<OldAddress> OldAddresses => Set<OldAddress>();
    public DbSet<Notification> Notifications => Set<Notification>();
    public DbSet<Inbox> Inboxes => Set<Inbox>();
    public DbSet<PendingFanOut> PendingFanOuts => Set<PendingFanOut>();
    public DbSet<NotificationPreference> NotificationPreferences => Set<NotificationPreference>();
    public DbSet<NotificationSettings> NotificationSettings => Set<NotificationSettings>();
    public DbSet<Follow> Follows => Set<Follow>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<FailedDelivery> FailedDeliveries => Set<FailedDelivery>();
    public DbSet<IncomingHook> IncomingHooks => Set<IncomingHook>();
    public DbSet<PushDevice> PushDevices => Set<PushDevice>();
    public DbSet<PushKey> PushKeys => Set<PushKey>();
    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();
    public DbSet<SiteSettings> SiteSettings => Set<SiteSettings>();
    public DbSet<DatabaseIdentity> Identities => Set<DatabaseIdentity>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Waits for this process's turn to write and opens a transaction; in SQLite it is the writer from the start.</summary>
    public async Task<WriteTransaction> BeginWriteAsync(CancellationToken cancellationToken)
    {
        await _gate.EnterAsync(cancellationToken);
        try
        {
            return new WriteTransaction(this, _gate, await Database.BeginTransactionAsync(cancellationToken));
        }
        catch
        {
            _gate.Leave();
            throw;
        }
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (Database.CurrentTransaction is not null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        await _gate.EnterAsync(cancellationToken);
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        finally
        {
            _gate.Leave();
        }
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(BlogDbContext).Assembly);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite keeps no kind with a DateTime; every time in this database is UTC.
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcDateTimeConverter>();
    }
}
