-- A JSON body of 40 numbers.
local numbers = {}
for i = 1, 40 do numbers[i] = tostring(i * 1.5) end
wrk.method = "POST"
wrk.body = '{"numbers":[' .. table.concat(numbers, ",") .. "]}"
wrk.headers["Content-Type"] = "application/json"
