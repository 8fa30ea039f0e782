"""The types that name objects in calls, from the modules that build requests about them."""

from ._agent_requests import AgentKey
from ._handoff_requests import HandoffKey
from ._lease_requests import BudgetKey, LeaseKey
from ._requests import TimerKey
from ._schedule_requests import ScheduleKey
from ._workflow_requests import ExecutionKey

__all__ = ["AgentKey", "BudgetKey", "ExecutionKey", "HandoffKey", "LeaseKey", "ScheduleKey", "TimerKey"]
