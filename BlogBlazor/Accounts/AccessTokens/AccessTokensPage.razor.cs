using BlogBlazor.Components;
using BlogBlazor.Hosting;
using Microsoft.AspNetCore.Components;

namespace BlogBlazor.Accounts.AccessTokens;

public sealed partial class AccessTokensPage
{
    private IReadOnlyList<AccessToken> _tokens = [];
    private FieldProblems _problems = FieldProblems.None;
    private string? _secret;
    private string? _notice;

    [SupplyParameterFromForm(FormName = "new-token")]
    private TokenForm? Input { get; set; }

    [SupplyParameterFromForm(FormName = "revoke")]
    private int? Revoke { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private string UserId => CurrentUser.Require(Context.User).Id;

    /// <summary>What was typed, unless a token was made of it.</summary>
    private TokenForm? Kept => _secret is null ? Input : null;

    private sealed class TokenForm
    {
        public string? Name { get; set; }
        public int Days { get; set; }
        public List<string>? Scopes { get; set; }
    }

    protected override async Task OnInitializedAsync() => _tokens = await Tokens.ListAsync(UserId, Context.RequestAborted);

    private async Task CreateAsync()
    {
        try
        {
            _secret = await Tokens.CreateAsync(UserId, new AccessTokenInput(Input?.Name, Input?.Days ?? 0, Input?.Scopes), Context.RequestAborted);
            await OnInitializedAsync();
        }
        catch (Exception e) when (FieldProblems.Of(e, L) is { } problems)
        {
            _problems = problems;
        }
    }

    private async Task RevokeAsync()
    {
        try
        {
            await Tokens.RevokeAsync(UserId, Revoke ?? 0, Context.RequestAborted);
            _notice = L["Revoked."];
            await OnInitializedAsync();
        }
        catch (Exception e) when (FieldProblems.Of(e, L) is { } problems)
        {
            _problems = problems;
        }
    }

    private string Words(string scope) => scope switch
    {
        TokenScopes.ReadPosts => L["read posts and comments, your drafts too"],
        TokenScopes.WritePosts => L["write, change and delete your posts, and upload pictures"],
        TokenScopes.WriteComments => L["comment and react"],
        TokenScopes.ReadNotifications => L["receive your notifications"],
        TokenScopes.MarkNotifications => L["mark your notifications as read"],
        TokenScopes.SendNotifications => L["send you notifications, or anybody if you are an administrator"],
        _ => L["add and remove your webhooks"],
    };
}
