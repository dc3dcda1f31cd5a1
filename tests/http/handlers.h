#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "src/http/responder.h"
#include "src/loop/loop.h"

namespace http_test {

class Task;

// The named handlers that answer the conversations: the first segment of the target's path says
// which, or it is always /show. README.md lists them. Bound to the loop's thread.
class Handlers {
 public:
  enum class Answer { kByPath, kAlwaysShow };

  Handlers(loop::Loop& loop, Answer answer);
  ~Handlers();

  void Handle(http::Request request, http::Responder responder);

  // Requests that have reached a handler.
  int count() const { return count_; }
  // What handlers have noted, in order.
  const std::vector<std::string>& journal() const { return journal_; }
  // Handlers that are not done.
  size_t under_way() const { return tasks_.size(); }

 private:
  friend class Task;

  loop::Loop& loop_;
  const Answer answer_;
  std::map<Task*, std::unique_ptr<Task>> tasks_;
  int count_ = 0;
  std::vector<std::string> journal_;
};

}  // namespace http_test
