"""The client's side of File Transfer: a durable outbox, and back ends that carry a sealed bundle away."""
