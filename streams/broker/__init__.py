"""The embedded Apache Kafka: fetched once, run as a child process that dies with its parent.

`server.Broker` and `command.run_broker` are for others, and `lifeline` for any child process. They are not imported
here: a worker that needs the lifeline should not load a Kafka client.
"""
