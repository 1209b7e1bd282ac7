using BlogBlazor.Accounts;

namespace BlogBlazor.Tests.Accounts;

public sealed class HandleTests
{
    [Theory]
    [InlineData("lan")]
    [InlineData("a1b")]
    [InlineData("000")]
    [InlineData("nguyen-duc")]
    [InlineData("nguyen_duc")]
    [InlineData("a--__--b")]
    [InlineData("abcdefghijklmnopqrstuvwxyz1234")]
    public void Valid(string handle) => Handle.IsValid(handle).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("abcdefghijklmnopqrstuvwxyz12345")]
    [InlineData("Lan")]
    [InlineData("-lan")]
    [InlineData("lan-")]
    [InlineData("_lan")]
    [InlineData("lan_")]
    [InlineData("la n")]
    [InlineData("la.n")]
    [InlineData("đức")]
    [InlineData("lаn")] // A Cyrillic а.
    [InlineData("lan\n")]
    [InlineData("la\u200bn")]
    [InlineData("lan１")]
    [InlineData("../lan")]
    public void Not_valid(string handle) => Handle.IsValid(handle).ShouldBeFalse();

    [Theory]
    [InlineData("lan@example.com", "lan")]
    [InlineData("Nguyễn.Đức@example.com", "nguyen-duc")]
    [InlineData("first.last+blog@example.com", "first-last-blog")]
    [InlineData("..a..b..@example.com", "a-b")]
    [InlineData("al@example.com", "useral")]
    [InlineData("日本@example.com", "user")]
    [InlineData("@example.com", "user")]
    [InlineData("no at sign", "no-at-sign")]
    public void An_address_makes_a_handle(string email, string handle) => Handle.FromEmail(email).ShouldBe(handle);

    [Theory]
    [InlineData("a@example.com")]
    [InlineData("İÌ@example.com")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaa-.-b@example.com")]
    [InlineData("a-very-long-address-that-goes-on-and-on-and-on-and-on-for-ever@example.com")]
    [InlineData("$#%@example.com")]
    [InlineData("١٢٣@example.com")]
    public void Whatever_the_address_the_handle_is_valid_with_room_for_a_number(string email)
    {
        var handle = Handle.FromEmail(email);

        Handle.IsValid(handle).ShouldBeTrue(handle);
        Handle.IsValid(Handle.Numbered(handle, 9_999_999)).ShouldBeTrue();
    }
}
