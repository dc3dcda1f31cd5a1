#include "src/web/crypto/modern_ops.h"

#include <string>
#include <utility>

#include "src/web/crypto/argon2.h"
#include "src/web/crypto/curve448.h"
#include "src/web/crypto/ml_dsa.h"
#include "src/web/crypto/ml_kem.h"
#include "src/web/crypto/sha3.h"
#include "src/worker/run_off_lane.h"

namespace web {
namespace {

using base::Bytes;
using engine::Call;
using engine::Resolver;
using BytesOr = absl::StatusOr<Bytes>;
using Octets = std::span<const uint8_t>;

BytesOr Sha3Op(Call&, std::string name, Octets key, Octets function_name, Octets customization,
               uint32_t domain, uint32_t size, Octets data) {
  return RunSha3({name, key, function_name, customization, domain, size, data});
}

void Sha3Later(Call& call, std::string name, Bytes key, Bytes function_name, Bytes customization,
               uint32_t domain, uint32_t size, Bytes data, Resolver<Bytes> done) {
  const size_t held = key.size() + function_name.size() + 2 * (customization.size() + data.size());
  worker::RunOffLane(
      call, std::move(done), held,
      [name = std::move(name), key = std::move(key), function_name = std::move(function_name),
       customization = std::move(customization), domain, size, data = std::move(data)] {
        return RunSha3({name, key.span(), function_name.span(), customization.span(), domain, size,
                        data.span()});
      });
}

void Argon2Op(Call& call, std::string name, Bytes password, Bytes salt, Bytes secret,
              Bytes associated_data, uint32_t memory, uint32_t passes, uint32_t parallelism,
              uint32_t size, Resolver<Bytes> done) {
  // The memory of the function itself is there while it runs, not while it waits.
  const size_t held = password.size() + salt.size() + secret.size() + associated_data.size() + size;
  worker::RunOffLane(
      call, std::move(done), held,
      [name = std::move(name), password = std::move(password), salt = std::move(salt),
       secret = std::move(secret), associated_data = std::move(associated_data), memory, passes,
       parallelism, size] {
        return Argon2({name, password.span(), salt.span(), secret.span(), associated_data.span(),
                       memory, passes, parallelism, size});
      });
}

// Calls what reads or writes a structure with the format of that name.
template <auto Function>
BytesOr InFormat(Call&, std::string name, std::string format_name, Octets octets) {
  absl::StatusOr<KeyFormat> format = KeyFormatNamed(format_name);
  if (!format.ok()) return format.status();
  return Function(name, *format, octets);
}

template <auto Function>
BytesOr Generate(Call&, std::string name) {
  return Function(name);
}

template <auto Function>
BytesOr OfOctets(Call&, std::string name, Octets octets) {
  return Function(name, octets);
}

void Ed448Sign(Call& call, Bytes key, Bytes context, Bytes data, Resolver<Bytes> done) {
  const size_t held = key.size() + context.size() + data.size();
  worker::RunOffLane(call, std::move(done), held,
                     [key = std::move(key), context = std::move(context), data = std::move(data)] {
                       return SignEd448(key.span(), context.span(), data.span());
                     });
}

absl::StatusOr<bool> Ed448Verify(Call&, Octets key, Octets context, Octets signature, Octets data) {
  return VerifyEd448(key, context, signature, data);
}

BytesOr X448Derive(Call&, Octets private_key, Octets public_key) {
  return DeriveX448(private_key, public_key);
}

BytesOr MlKemDecapsulate(Call&, std::string name, Octets key, Octets ciphertext) {
  return DecapsulateMlKem(name, key, ciphertext);
}

void MlDsaSign(Call& call, std::string name, Bytes key, Bytes context, Bytes data,
               Resolver<Bytes> done) {
  const size_t held = key.size() + context.size() + data.size();
  worker::RunOffLane(call, std::move(done), held,
                     [name = std::move(name), key = std::move(key), context = std::move(context),
                      data = std::move(data)] {
                       return SignMlDsa(name, key.span(), context.span(), data.span());
                     });
}

absl::StatusOr<bool> MlDsaVerify(Call&, std::string name, Octets key, Octets context,
                                 Octets signature, Octets data) {
  return VerifyMlDsa(name, key, context, signature, data);
}

constexpr engine::Op kOps[] = {
    engine::Bind<&Sha3Op>("sha3"),
    engine::Bind<&Sha3Later>("sha3Later"),
    engine::Bind<&Argon2Op>("argon2"),
    engine::Bind<&Generate<&GenerateCurve448>>("curve448Generate"),
    engine::Bind<&OfOctets<&ImportCurve448Private>>("curve448ImportPrivate"),
    engine::Bind<&InFormat<&ImportCurve448>>("curve448Import"),
    engine::Bind<&InFormat<&ExportCurve448>>("curve448Export"),
    engine::Bind<&Ed448Sign>("ed448Sign"),
    engine::Bind<&Ed448Verify>("ed448Verify"),
    engine::Bind<&X448Derive>("x448Derive"),
    engine::Bind<&Generate<&GenerateMlKem>>("mlKemGenerate"),
    engine::Bind<&OfOctets<&ImportMlKemSeed>>("mlKemImportSeed"),
    engine::Bind<&OfOctets<&ImportMlKemPublic>>("mlKemImportPublic"),
    engine::Bind<&InFormat<&ImportMlKem>>("mlKemImport"),
    engine::Bind<&InFormat<&ExportMlKem>>("mlKemExport"),
    engine::Bind<&OfOctets<&EncapsulateMlKem>>("mlKemEncapsulate"),
    engine::Bind<&MlKemDecapsulate>("mlKemDecapsulate"),
    engine::Bind<&Generate<&GenerateMlDsa>>("mlDsaGenerate"),
    engine::Bind<&OfOctets<&ImportMlDsaSeed>>("mlDsaImportSeed"),
    engine::Bind<&OfOctets<&ImportMlDsaPublic>>("mlDsaImportPublic"),
    engine::Bind<&InFormat<&ImportMlDsa>>("mlDsaImport"),
    engine::Bind<&InFormat<&ExportMlDsa>>("mlDsaExport"),
    engine::Bind<&MlDsaSign>("mlDsaSign"),
    engine::Bind<&MlDsaVerify>("mlDsaVerify"),
};

}  // namespace

constinit const engine::Module kModernCryptoModule = {"native:modern_crypto", kOps};

}  // namespace web
