using System.Globalization;
using BlogBlazor.Components;
using BlogBlazor.Localization;
using Microsoft.AspNetCore.Components;

namespace BlogBlazor.Notifications.Webhooks;

public sealed partial class OutgoingWebhooks
{
    private IReadOnlyList<Webhook> _webhooks = [];
    private IReadOnlyList<FailedDelivery> _failed = [];
    private FieldProblems _problems = FieldProblems.None;
    private Webhook? _added;
    private string? _notice;

    [Parameter, EditorRequired]
    public required string UserId { get; set; }

    [SupplyParameterFromForm(FormName = "add-webhook")]
    private WebhookForm? Input { get; set; }

    /// <summary>What to do and with which, as in "remove-5".</summary>
    [SupplyParameterFromForm(FormName = "change-webhook")]
    private string? Change { get; set; }

    [SupplyParameterFromForm(FormName = "failed-delivery")]
    private string? Failed { get; set; }

    private sealed class WebhookForm
    {
        public string? Url { get; set; }
    }

    protected override async Task OnInitializedAsync()
    {
        _webhooks = await Webhooks.ListAsync(UserId, CancellationToken.None);
        _failed = await Webhooks.ListFailedAsync(UserId, CancellationToken.None);
    }

    private Task AddAsync() => TryAsync(async () => _added = await Webhooks.AddAsync(UserId, Input?.Url, CancellationToken.None));

    private Task ChangeAsync() => TryAsync(async () =>
    {
        if (IdIn(Change, "on-") is { } on && await Webhooks.SwitchOnAsync(UserId, on, CancellationToken.None))
        {
            _notice = L["It is on again, and goes on where it stopped."];
        }
        else if (IdIn(Change, "remove-") is { } removed && await Webhooks.RemoveAsync(UserId, removed, CancellationToken.None))
        {
            _notice = L["Removed."];
        }
    });

    private Task HandleFailedAsync() => TryAsync(async () =>
    {
        if (IdIn(Failed, "send-") is { } sent)
        {
            var answer = await Webhooks.ResendAsync(UserId, sent, CancellationToken.None);
            _notice = answer switch
            {
                null => L["There is nothing to send any more."].Value,
                { IsSuccess: true } => L["Delivered."].Value,
                _ => throw new InvalidInputException(new Dictionary<string, string[]> { [""] = [L["It failed again."]] }),
            };
        }
        else if (IdIn(Failed, "discard-") is { } discarded)
        {
            await Webhooks.DiscardAsync(UserId, discarded, CancellationToken.None);
            _notice = L["Removed."];
        }
    });

    private async Task TryAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (Exception e) when (FieldProblems.Of(e, L) is { } problems)
        {
            _problems = problems;
        }

        await OnInitializedAsync();
    }

    private string State(Webhook webhook) => webhook switch
    {
        { DisabledAt: not null } => L["Switched off, since it only failed"],
        { FailingSince: not null } => L["Fails, and is tried again"],
        { DeliveredAt: null } => L["Nothing sent yet"],
        _ => L["Works"],
    };

    private string Answer(int? status, string text) =>
        status is { } code ? string.Create(CultureInfo.InvariantCulture, $"{code} {text}") : L["No answer: {0}", text].Value;

    private static int? IdIn(string? value, string act) =>
        value?.StartsWith(act, StringComparison.Ordinal) == true && int.TryParse(value[act.Length..], CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
}
