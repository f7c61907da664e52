package roomtone.local.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * The ES256 keys of the key set: the first one signs, all verify. jose4j (Apache-2.0) implements
 * the algorithm.
 */
public final class SigningKeys {

  private volatile List<EllipticCurveJsonWebKey> keys;

  private SigningKeys(EllipticCurveJsonWebKey key) {
    this.keys = List.of(key);
  }

  /** A new key that is not stored. */
  public static SigningKeys generated() {
    return new SigningKeys(generate());
  }

  /** The key in the file, generated if it is missing, so that tokens stay valid after a restart. */
  public static SigningKeys keptIn(Path file) {
    try {
      return new SigningKeys(
          (EllipticCurveJsonWebKey) JsonWebKey.Factory.newJwk(Files.readString(file)));
    } catch (NoSuchFileException firstTime) {
      EllipticCurveJsonWebKey key = generate();
      write(file, key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
      return new SigningKeys(key);
    } catch (IOException | JoseException | ClassCastException unreadable) {
      throw new StartupFailure(
          Reason.BROKEN,
          "%s holds no signing key; delete it to have a new one.".formatted(file),
          unreadable);
    }
  }

  /** Signs with a new key from now on; tokens of older keys stay valid. */
  public synchronized void rotate() {
    List<EllipticCurveJsonWebKey> all = new ArrayList<>(List.of(generate()));
    all.addAll(keys);
    keys = List.copyOf(all);
  }

  /** The key that signs tokens. */
  public EllipticCurveJsonWebKey current() {
    return keys.getFirst();
  }

  List<JsonWebKey> all() {
    return List.copyOf(keys);
  }

  /** The public key set as JSON. */
  public String publicJson() {
    return new JsonWebKeySet(keys).toJson(OutputControlLevel.PUBLIC_ONLY);
  }

  /** A new key with a new id. */
  public static EllipticCurveJsonWebKey generate() {
    try {
      EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      key.setKeyId(UUID.randomUUID().toString());
      key.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
      key.setUse("sig");
      return key;
    } catch (JoseException impossible) {
      throw new IllegalStateException("P-256 is part of every JDK", impossible);
    }
  }

  private static void write(Path file, String json) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, json);
    } catch (IOException cannotWrite) {
      throw StartupFailure.unwritable(file, cannotWrite);
    }
  }
}
