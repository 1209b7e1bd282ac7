using System.Security.Claims;
using BlogBlazor.Data;
using Microsoft.AspNetCore.Components.Authorization;

namespace BlogBlazor.Notifications.Circuits;

/// <summary>What the signed-in user of a circuit does with their inbox, from bell, toast and page.</summary>
public sealed partial class InboxCommands(
    AuthenticationStateProvider authentication, InboxActs acts, NotificationStore store, ILogger<InboxCommands> logger)
{
    /// <summary>Something was done that can be undone.</summary>
    public event Action<InboxUndo>? Done;

    /// <summary>A page of the inbox, newest first, before a number (exclusive).</summary>
    public async Task<IReadOnlyList<InboxEntry>> ListAsync(InboxFilter filter, long before, int limit) =>
        await UserIdAsync() is { } userId
            ? await store.ListInboxAsync(userId, filter, before, limit, CancellationToken.None)
            : [];

    /// <inheritdoc cref="InboxActs.DoAsync"/>
    /// <returns>False when it could not be saved just now.</returns>
    public Task<bool> DoAsync(InboxAct act, Chosen chosen, DateTime? at = null) => SaveAsync(async userId =>
    {
        if (await acts.DoAsync(userId, act, chosen, at, CancellationToken.None) is { } undo)
        {
            Done?.Invoke(undo);
        }
    });

    /// <summary>The user went to one: it is read, and need not be unread again by a button.</summary>
    public Task<bool> OpenAsync(Chosen chosen) =>
        SaveAsync(userId => acts.DoAsync(userId, InboxAct.Read, chosen, null, CancellationToken.None));

    public Task<bool> UndoAsync(InboxUndo undo) => DoAsync(undo.Act, Chosen.None, undo.At);

    /// <inheritdoc cref="NotificationStore.MarkSeenAsync"/>
    public Task<bool> MarkSeenAsync(long upTo) => SaveAsync(userId => store.MarkSeenAsync(userId, upTo, CancellationToken.None));

    private async Task<bool> SaveAsync(Func<string, Task> save)
    {
        try
        {
            if (await UserIdAsync() is { } userId)
            {
                await save(userId);
            }

            return true;
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            LogNotSaved(e);
            return false;
        }
    }

    private async Task<string?> UserIdAsync() =>
        (await authentication.GetAuthenticationStateAsync()).User.FindFirstValue(ClaimTypes.NameIdentifier);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a user did with their inbox could not be saved")]
    private partial void LogNotSaved(Exception exception);
}
