"""Each test is a sentence and its proof."""
