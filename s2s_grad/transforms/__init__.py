"""The family of derivatives: what people call beside grad and value_and_grad."""
