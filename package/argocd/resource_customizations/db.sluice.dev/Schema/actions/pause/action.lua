local metadata = obj.metadata
metadata.annotations = metadata.annotations or {}
metadata.annotations["crossplane.io/paused"] = "true"
return obj
