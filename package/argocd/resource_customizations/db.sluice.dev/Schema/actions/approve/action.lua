-- Bound to the plan's hash: a plan that changes needs an approval of its own.
local metadata = obj.metadata
local status = obj.status or {}
local plan = status.atProvider ~= nil and status.atProvider.plan or nil

if status.observedGeneration ~= metadata.generation then
  error("The plan is of an older spec; wait for the one of this spec, and look at it", 0)
end
if plan == nil or plan.hash == nil or plan.hash == "" then
  error("There is no plan to approve", 0)
end

metadata.annotations = metadata.annotations or {}
metadata.annotations["sluice.dev/approve"] = plan.hash
return obj
