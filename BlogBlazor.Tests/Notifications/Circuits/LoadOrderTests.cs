using BlogBlazor.Notifications.Circuits;

namespace BlogBlazor.Tests.Notifications.Circuits;

public sealed class LoadOrderTests
{
    [Fact]
    public void What_was_asked_for_last_is_shown_whenever_it_comes()
    {
        var order = new LoadOrder();
        var (first, second) = (order.Begin(), order.Begin());

        order.Shows(first).ShouldBeTrue();
        order.Shows(second).ShouldBeTrue();
    }

    [Fact]
    public void What_was_asked_for_before_it_is_not_shown_after_it()
    {
        var order = new LoadOrder();
        var (first, second) = (order.Begin(), order.Begin());

        order.Shows(second).ShouldBeTrue();
        order.Shows(first).ShouldBeFalse();
        order.Shows(second).ShouldBeFalse("it is there already");
    }
}
