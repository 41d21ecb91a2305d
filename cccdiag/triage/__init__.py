"""From a log, a reply, a mail or a ticket to causes in order, with proof."""
