using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Tests.Notifications.Delivery;

public sealed class ReadMarkTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void A_mark_up_to_a_number_covers_that_and_all_below(long sequence, bool isCovered) =>
        new ReadMark(2, null).Covers(sequence).ShouldBe(isCovered);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void A_mark_of_single_ones_covers_those(long sequence, bool isCovered) =>
        new ReadMark(null, [2, 4]).Covers(sequence).ShouldBe(isCovered);
}
