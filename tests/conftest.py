"""Fixtures that every test may use.

``amqp_url`` (a broker that answers) and ``private_broker`` (one that the test may stop and start)
come from tests/house/broker.py.
"""

pytest_plugins = ["tests.house.broker"]
