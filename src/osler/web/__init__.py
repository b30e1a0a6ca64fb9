"""The pages: HTML that works by links and forms alone, upgraded where scripts run."""
