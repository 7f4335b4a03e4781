local metadata = obj.metadata
if metadata.annotations ~= nil then
  metadata.annotations["crossplane.io/paused"] = nil
  -- Argo CD takes an empty table for an unchanged one, and would leave the annotation where it was the only one.
  if next(metadata.annotations) == nil then
    metadata.annotations = nil
  end
end
return obj
