using System.Globalization;
using BlogBlazor.Accounts;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Posts;
using BlogBlazor.Signals;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace BlogBlazor.Moderation;

public sealed partial class ModerationPage : IDisposable
{
    private IReadOnlyList<HeldComment> _held = [];
    private IReadOnlyList<OpenReport> _reports = [];
    private IReadOnlyList<Author> _banned = [];

    /// <summary>Of those that are shown, by others.</summary>
    private HashSet<int> _settled = [];

    private IDisposable? _membership;
    private string? _problem;

    [Inject]
    private ModerationQueries Queue { get; set; } = null!;

    [Inject]
    private ModerationService Moderation { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private SignalGroups Groups { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Show { get; set; }

    /// <summary>Where the page before ended.</summary>
    [SupplyParameterFromQuery]
    private string? From { get; set; }

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            // Elsewhere: whoever sends holds the right to write meanwhile.
            _membership = Groups.Join<ModerationChanged>(ModerationChanged.Group, _ => Task.Run(() => InvokeAsync(async () =>
            {
                await TryAsync(() => LoadAsync(keepsPlaces: true));
                StateHasChanged();
            })));
        }
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    public void Dispose() => _membership?.Dispose();

    /// <param name="keepsPlaces">Nothing moves under the pointer of somebody who is about to press.</param>
    private async Task LoadAsync(bool keepsPlaces = false)
    {
        var after = int.TryParse(From, CultureInfo.InvariantCulture, out var id) ? id : 0;
        switch (Show)
        {
            case "rules":
                break;
            case "banned":
                _banned = await Queue.ListBannedAsync(From ?? "", CancellationToken.None);
                break;
            case "reports":
                _reports = Place(_reports, await Queue.ListReportedAsync(after, CancellationToken.None), report => report.Id, keepsPlaces);
                break;
            default:
                _held = Place(_held, await Queue.ListHeldAsync(after, CancellationToken.None), comment => comment.Id, keepsPlaces);
                break;
        }
    }

    private IReadOnlyList<T> Place<T>(IReadOnlyList<T> shown, IReadOnlyList<T> waiting, Func<T, int> idOf, bool keepsPlaces)
    {
        if (!keepsPlaces)
        {
            _settled = [];
            return waiting;
        }

        var byId = waiting.ToDictionary(idOf);
        _settled = [.. shown.Select(idOf).Where(id => !byId.ContainsKey(id))];
        return [.. shown.Select(item => byId.GetValueOrDefault(idOf(item), item)), .. waiting.ExceptBy(shown.Select(idOf), idOf).Take(2 * ModerationQueries.PageSize - shown.Count)];
    }

    private async Task DecideAsync(int commentId, string seen, Author author, Decision decision)
    {
        if (decision != Decision.Remove
            || await MessageDialog.ShowAsync(Dialogs, L["Remove the comment of {0}?", author.DisplayName], L["This cannot be undone."], L["Remove"], L["Cancel"]))
        {
            await ActAsync(async () =>
            {
                if (await Moderation.DecideAsync(commentId, decision, seen, CancellationToken.None) == DecisionResult.Changed)
                {
                    _problem = L["It was edited meanwhile. Please read it again."];
                }
            });
        }
    }

    private async Task BanAsync(Author author)
    {
        if (await MessageDialog.ShowAsync(Dialogs, L["Ban {0}?", author.DisplayName], L["They are signed out everywhere, at once, and can write no more."], L["Ban"], L["Cancel"]))
        {
            await ActAsync(async () =>
            {
                if (!await Moderation.BanAsync(author.Id, true, CancellationToken.None))
                {
                    _problem = L["An administrator cannot be banned."];
                }
            });
        }
    }

    private Task ActAsync(Func<Task> act) => TryAsync(async () =>
    {
        _problem = null;
        await act();
        await LoadAsync();
    });

    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (e.IsDatabaseFault())
        {
            _problem = L["It could not be saved just now. Please try again."];
        }
    }
}
