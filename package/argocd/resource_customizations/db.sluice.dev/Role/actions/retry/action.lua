local os = require("os")
local metadata = obj.metadata
metadata.annotations = metadata.annotations or {}
metadata.annotations["sluice.dev/retry"] = os.date("!%Y-%m-%dT%XZ")
return obj
