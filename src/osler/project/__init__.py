"""The Django project: settings and addresses, made from `osler.config`. Everything else lives in the apps."""
