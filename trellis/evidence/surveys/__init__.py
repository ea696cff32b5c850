"""Room: surveys and pulses, their answers, and what may be shown of them."""
