local os = require("os")
local metadata = obj.metadata
metadata.annotations = metadata.annotations or {}
metadata.annotations["crossplane.io/reconcile-requested-at"] = os.date("!%Y-%m-%dT%XZ")
return obj
