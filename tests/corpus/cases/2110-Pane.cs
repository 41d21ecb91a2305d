public sealed class PricePane : UserControl
{
    private void ShowFailure(Exception ex)
    {
        // shown when the price call throws
        label.Text = ex is WebException ? "Unable to retrieve estimate." : "Error retrieving price information from CCC";
    }
}
