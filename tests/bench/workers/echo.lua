-- A body of 1 MB.
wrk.method = "POST"
wrk.body = string.rep("0123456789abcdef", 62500)
wrk.headers["Content-Type"] = "application/octet-stream"
