// letan audit verify: the records come from the server, the judgement and the heads do not.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/exit.h"
#include "letan/v1/audit_service.pb.h"
#include "storage/audit_archives.h"
#include "storage/audit_heads.h"
#include "storage/audit_key.h"
#include "storage/audit_verifier.h"

namespace letan::cli {
namespace {

using Request = v1::VerifyChangesRequest;
using Page = v1::VerifyChangesResponse;
using storage::AuditVerifier;

constexpr std::int64_t kTellEvery = 20'000;  // records

struct VerifyArgs {
  std::string heads;
  std::string public_key;
  std::string archives;
};

storage::ChangeRecord ToRecord(const v1::ChainedChange& told) {
  storage::ChangeRecord record;
  record.sequence = told.sequence();
  record.revision = told.revision();
  record.time = told.time();
  record.actor = told.actor();
  record.method = told.method();
  record.kind = told.kind();
  record.entity = told.entity();
  record.before = told.before();
  record.after = told.after();
  record.request_id = told.request_id();
  record.previous_hash = told.previous_hash();
  record.hash = told.hash();
  return record;
}

storage::ReadRecord ToRecord(const v1::ChainedRead& told) {
  storage::ReadRecord record;
  record.sequence = told.sequence();
  record.time = told.time();
  record.actor = told.actor();
  record.method = told.method();
  record.entities.assign(told.entities().begin(), told.entities().end());
  record.everything = told.everything();
  record.previous_hash = told.previous_hash();
  record.hash = told.hash();
  return record;
}

// `archived`: up to which archives were read. They may reach further than the server's log begins.
template <class Records>
bool AddAll(const Records& records, std::int64_t archived, AuditVerifier& verifier) {
  for (const auto& told : records) {
    if (told.sequence() <= archived) continue;
    if (!verifier.Add(ToRecord(told))) return false;
  }
  return true;
}

class Verification {
 public:
  Verification(Session& session, const VerifyArgs& args) : session_(session), args_(args) {}

  // The exit code.
  int Run() {
    // Before the records, so that no head is of a record that they do not reach.
    ReadHeadsOf(FirstPage(1).database());
    if (heads_.finding.has_value()) return Found(*heads_.finding);
    AuditVerifier changes(std::move(heads_.points));
    if (!Verify(Request::LOG_CHANGES, changes)) return Found(*changes.finding());
    AuditVerifier reads(std::move(heads_.read_points), storage::kReadWords);
    if (!Verify(Request::LOG_READS, reads)) return Found(*reads.finding());
    Say(changes, "records of changes");
    Say(reads, "records of reads");
    if (heads_.cut_off) session_.out() << "The last line of the heads was never finished.\n";
    if (args_.heads.empty()) {
      session_.out() << "Without heads (--heads, --public-key) this shows only that the log agrees "
                        "with itself:\nwho can write the database can rewrite it whole.\n";
    }
    return kExitOk;
  }

 private:
  Page FirstPage(int size) {
    Request request;
    request.set_log(Request::LOG_CHANGES);
    request.set_page_size(size);
    return session_.Call<Page>("AuditService.VerifyChanges", request);
  }

  void ReadHeadsOf(const std::string& database) {
    if (args_.heads.empty()) return;
    const auto key = ValueOrUsage(storage::AuditPublicKey::Load(args_.public_key));
    heads_ = ValueOrUsage(storage::ReadHeads(args_.heads, key, database));
  }

  bool Verify(Request::Log log, AuditVerifier& verifier) {
    Request request;
    request.set_log(log);
    bool first = true;
    std::int64_t archived = 0;
    while (true) {
      const auto page = session_.Call<Page>("AuditService.VerifyChanges", request);
      if (std::exchange(first, false)) {
        if (!Begin(log, page, verifier)) return false;
        archived = verifier.sequence();
      }
      if (!AddAll(page.changes(), archived, verifier) ||
          !AddAll(page.reads(), archived, verifier)) {
        return false;
      }
      Progress(verifier.records());
      if (page.next_page_token().empty()) {
        return verifier.FinishAt(page.end_sequence(), page.end_hash());
      }
      request.set_page_token(page.next_page_token());
    }
  }

  bool Begin(Request::Log log, const Page& page, AuditVerifier& verifier) {
    if (args_.archives.empty()) {
      return verifier.StartAfter(page.start_sequence(), page.start_hash());
    }
    const auto read = log == Request::LOG_READS
                          ? storage::VerifyReadArchives(args_.archives, verifier)
                          : storage::VerifyArchives(args_.archives, verifier);
    if (!read.ok()) throw UsageError(std::string(read.message()));
    return verifier.JoinAt(page.start_sequence(), page.start_hash());
  }

  void Progress(std::int64_t records) {
    if (session_.options.quiet || records < said_ + kTellEvery) return;
    said_ = records;
    session_.err() << records << " records …\n";
  }

  void Say(const AuditVerifier& verifier, const char* what) {
    if (session_.options.quiet) return;
    session_.out() << verifier.records() << " " << what << " agree with "
                   << verifier.checked_heads() << " signed heads; the last is "
                   << verifier.sequence() << ", heads stand for it up to " << verifier.sealed()
                   << ".\n";
    if (verifier.unchecked_heads() > 0) {
      session_.out() << "Not verified: " << verifier.unchecked_heads()
                     << " heads of archived records (--archives).\n";
    }
  }

  int Found(const storage::AuditFinding& finding) {
    session_.out() << storage::NameOf(finding.fault) << ": " << finding.what << "\n";
    return kExitRefused;
  }

  Session& session_;
  const VerifyArgs& args_;
  storage::HeadsReading heads_;
  std::int64_t said_ = 0;
};

}  // namespace

void AddAuditVerify(CLI::App& audit, Session& session) {
  CLI::App* command = AddCommand(
      audit, "verify", "Prove that no record was changed, removed or cut off",
      "  letan audit verify --heads audit.heads --public-key audit.key.pub\n\n"
      "For administrators. The server sends its records as they are stored; here they are hashed\n"
      "again and held against the heads, which are best a copy that was shipped elsewhere. Names\n"
      "the first record that is wrong. Exit code 1: something is. What it proves: docs/audit.md.");
  auto args = std::make_shared<VerifyArgs>();
  auto* heads = command->add_option("--heads", args->heads, "the file of signed heads");
  auto* key = command->add_option("--public-key", args->public_key,
                                  "the public half of the key that signed them");
  heads->needs(key);
  key->needs(heads);
  command->add_option("--archives", args->archives,
                      "the directory with all archives (*.jsonl) of both logs");
  command->callback([&session, args] {
    const int code = Verification(session, *args).Run();
    if (code != kExitOk) throw CLI::RuntimeError(code);
  });
}

}  // namespace letan::cli
