-- Another URL for each request.
local count = 0

function request()
  count = count + 1
  return wrk.format("GET", "/?" .. count)
end
